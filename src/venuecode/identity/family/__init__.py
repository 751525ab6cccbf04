"""Relatives: a guardian shows and registers for wards, with consent; either side can end it (亲友代办)."""
