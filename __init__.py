"""flowmart compiles an architecture catalog in EventCatalog's format into typed, running services, and keeps the two in agreement."""
