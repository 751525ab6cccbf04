"""Officers: their accounts, sign-in with password and TOTP, roles within a division."""
