"""开放数据规则: the published catalogue as tables, linked data and the files of a pack."""
