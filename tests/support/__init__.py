"""What tests share: packages, services, generators of valid and of damaged data."""
