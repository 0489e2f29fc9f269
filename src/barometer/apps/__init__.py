"""The applications that own tables: what is true, who may change it, who did."""
