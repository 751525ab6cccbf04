"""Sessions of citizens and officers: started, listed, ended; and the follower that keeps every process informed."""
