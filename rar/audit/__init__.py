"""The auditor: what an outsider can work out from what was released. It trusts no other part."""
