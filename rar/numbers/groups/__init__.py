"""Student groups: how they are spread over schools, and how often something happens to them."""
