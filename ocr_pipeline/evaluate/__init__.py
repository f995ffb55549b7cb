"""Scoring, synthesis and calibration."""
