"""The independent recount, shipped in every package as recount.py and log_check.py. It imports nothing of Innovatie."""
