"""Views: for each report the data that its template shows, with what each field means.

The fields of a view are the variables of its template and, in JSON, the `data` of the command. References are
resolved to what readers call things; addresses are kept beside them. Additions only: templates of users and
scripts rely on the names.
"""
