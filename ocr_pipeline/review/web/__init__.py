"""The desk in a browser: pages, answers to keys, and what keeps strangers out."""
