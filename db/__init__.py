"""What is kept: tables, the operations on them, migrations. Knows neither Telegram nor the knowledge base."""
