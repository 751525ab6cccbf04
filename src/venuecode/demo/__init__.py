"""The demonstration: invented people, officers, venues and visits, put in through the services. Demo mode only."""
