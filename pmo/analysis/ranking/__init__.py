"""In which order the office's criteria put projects, with the working. A module for each method.

**Missing scores** are never zero. A score that is not recorded, that an expression cannot know, or that lies outside
the scale on which it is normalised (weighted scoring, AHP) is missing, with the reason. Weighted scoring and AHP rank
the project on the criteria that are known, mark it as incomplete, and show the lowest and highest score that it could
have with the missing ones. WSJF, RICE and TOPSIS have no score for it. A project without a score has no rank, and
comes last.

**Mandatory** projects rank outside the score: they come first, by id, without a rank. Their score is shown all
the same, except by TOPSIS: there they would move the ideal that the others are compared with.

**Ties.** Ranks are 1, 2, 3. Among equal scores complete ones come before incomplete ones; then decides what
criteria of weight 0 say, one after the other, then the higher strategic contribution, then the id. Such projects are
marked as tied.
"""
