"""The auditor: proves and attacks what is published, from public files alone. It shares no code with the protector."""
