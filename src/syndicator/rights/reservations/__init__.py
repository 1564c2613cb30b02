"""What publishers reserve in their feeds for machines to read: licences, RSL, TDM. Pure."""
