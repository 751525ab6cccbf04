"""From a draft to an issued venue: citizens apply and amend, officers review."""
