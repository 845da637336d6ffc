"""What a district receives: the page, the workbook, the protocol and their manifest."""
