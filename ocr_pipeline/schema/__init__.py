"""The shape of a domain's reports, loaded from data."""
