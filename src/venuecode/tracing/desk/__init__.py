"""Where officers ask about people: each question under a case, limited, recorded, shown to those asked about."""
