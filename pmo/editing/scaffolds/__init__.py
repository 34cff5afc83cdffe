"""What is made new: records from what is given, projects and offices from templates."""
