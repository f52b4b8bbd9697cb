"""What Harbourline wants and does: goals, projects and operations, with the truths that are hidden in them."""

from .goals import GOALS, IDLE_GOAL
from .operations import OPERATIONS
from .plans import GoalPlan, KeyResultPlan, OperationPlan, ProjectPlan, ProofPlan, QuarterPlan
from .projects import PROJECTS
from .quarters import QUARTERS

__all__ = [
    "GOALS",
    "IDLE_GOAL",
    "OPERATIONS",
    "PROJECTS",
    "QUARTERS",
    "GoalPlan",
    "KeyResultPlan",
    "OperationPlan",
    "ProjectPlan",
    "ProofPlan",
    "QuarterPlan",
]
