"""数据共享: what the government already holds, fetched for a purpose that is on record."""
