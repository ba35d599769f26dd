"""What fills the whole terminal at a time."""
