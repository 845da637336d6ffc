"""Reading a filled-in form: opened safely, whose it is, and what was written where."""
