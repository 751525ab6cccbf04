"""What people say of their own health and travel, here or in another body's system."""
