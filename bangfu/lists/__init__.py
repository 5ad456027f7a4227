"""Lists that behave alike: a list declares its columns and orders once, and has paging, chosen columns, kept filters, saved views, export and print."""
