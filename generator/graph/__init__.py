"""The catalog with its references resolved, and questions to it answered from indexes."""
