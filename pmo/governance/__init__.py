"""Who decides, and on what: gates and their checklists, built on the model, analysis and expressions."""
