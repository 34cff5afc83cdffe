"""Reports as office documents: the tree of a page written as docx, pptx or pdf, by one module for each."""
