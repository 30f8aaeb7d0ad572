from __future__ import annotations

import io

from matplotlib import pyplot as plt

from jobs.models.charts import charts
from jobs.models.declaration import ModelDeclaration
from jobs.models.evaluation import evaluate
from jobs.models.scorecard import Scorecard
from jobs.models.split import Samples


def test_every_chart_is_drawn_and_none_stays_open(
    declaration: ModelDeclaration, scorecard: Scorecard, samples: Samples
) -> None:
    with charts(scorecard, evaluate(declaration, scorecard, samples)) as drawn:
        assert set(drawn) >= {
            "roc.png",
            "kolmogorov_smirnov.png",
            "score_bands.png",
            "weight_of_evidence.png",
        }
        page = io.BytesIO()
        drawn["calibration.png"].savefig(page)
        assert page.getvalue().startswith(b"\x89PNG")
    assert not plt.get_fignums()
