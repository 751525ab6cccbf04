"""The ledger: every change of a colour, its digest in the record, and the orders that need a second officer."""
