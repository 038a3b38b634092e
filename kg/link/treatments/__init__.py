"""What a disputed item asks for, as concepts."""

from kg.link.treatments.classifier import TreatmentClassifier

__all__ = ["TreatmentClassifier"]
