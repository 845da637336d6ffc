"""The generator of the invented State of Meridian: one module per topic, one table or more each."""
