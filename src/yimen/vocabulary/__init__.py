"""词汇: the words of a city: areas, data elements, document types, the calendar."""
