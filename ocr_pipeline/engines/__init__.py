"""Adapters to the programs and models that see."""
