"""What `pmo explain health` and `pmo explain evm` say: the conventions, with their edges."""

HEALTH = """\
# Health

`pmo health` shows what was declared in the latest status update beside what follows from the facts, with the
evidence. A dimension takes the worst colour of its evidence; one that nothing is known of has none: never green by
default. A value on a threshold is on its better side. `health:` in pmo.yaml has the thresholds.

| dimension | green, amber, else red |
|---|---|
| schedule | delay of the finish up to 5%, 10% of the working days of the baseline; SPI(t), else SPI, from 0.95, 0.90. A critical milestone whose baseline date has passed is red, whatever its forecast |
| cost | estimate (actuals and forecast to complete) up to 5%, 10% over the approved budget; CPI from 0.95, 0.90 |
| scope | deliverables overdue or rejected up to 10%, 25%; a change that waits for its decision over 30 working days is amber |
| quality | an open high problem or off-specification is amber, a critical one red; a deliverable whose latest review failed is amber |
| risk | the worst cell of the open threats as they stand: G and Y green, O amber, R red. A threat in a red cell before any response, with no response, is red |
| resources | peak load up to 100%, 120% of somebody who works for it, within 60 working days, where the overload lasts 5 or more; a role that nobody fills and that is needed within 20 is red |
| benefits | measured below planned to date: less than 15%, up to 30% |

Overall is the worst of them (`overall: declared` takes the declared colour). Grey: never reported, or not in time.
Blue: completed; only benefits go on. Cancelled projects have no colour.

**Watermelon**: declared green, red by the facts, overall or in a dimension (PMO835). **Optimistic**: declared better
than the facts in another way (PMO836). Only a status update in time can be either.

**Override**: puts the declared colour in place of the computed one for a dimension, or overall, until its day. It needs
a reason and a name, stays visible beside the computed colour, and counts no longer once it has expired (PMO832).

Programmes and the portfolio take the worst of their projects that are not over, and of the threats in their own
registers.
"""

EVM = """\
# Earned value

`pmo evm` gives planned value (PV), earned value (EV), actual cost (AC) and what follows from them, for each project,
programme and the portfolio. An index that cannot be computed is undefined, with the reason: never infinity, 0 or 1.
Money spent with nothing earned is a CPI of 0.

- **Reporting period**: the last period of the plan that has ended; its last day counts. PV, AC and AT run to its end.
  After the plan, AC and AT go on to the end of the last whole period; AT stops at completion.
- **EV** by `earned_by` in budget.yaml: the percent complete of the latest status update that says it; the weight of
  the milestones reached over all weight; the points done in finished sprints over the scope as last known. Where it is
  not said: milestones, or percent complete where no milestone has a weight.
- **BAC** is the approved budget, contingency included.
- SV = EV - PV, CV = EV - AC, SPI = EV / PV, CPI = EV / AC.
- **EAC**: BAC / CPI; AC + (BAC - EV); AC + (BAC - EV) / (CPI x SPI); bottom-up: all actuals and the forecast of what is
  not booked yet. ETC, VAC and TCPI(EAC) follow BAC / CPI.
- **TCPI** = (BAC - EV) / (BAC - AC), or (EAC - AC) below. `not achievable` once the budget is spent and work is left,
  `complete` when none is.
- **Earned schedule** in periods of the plan: ES = C + (EV - PV_C) / (PV_C+1 - PV_C), with PV_0 = 0 and C the last period
  whose planned value is not above EV: over a stretch without planned value ES is its end. SPI(t) = ES / AT,
  IEAC(t) = planned duration / SPI(t). SPI tends to 1 for every project as it ends, SPI(t) does not: look at SPI(t).
  A month that the plan passes over counts as planned with nothing.
- One length of period in a plan (PMO508); actual cost in periods of the same length (PMO519). Otherwise time is undefined.
- **Sums over sums**, in the office's currency through `fx`. A project that lacks PV, EV, AC or BAC, or a rate, is left
  out of all sums and named; so are cancelled projects. Completed ones count; `--where "charter.state == 'active'"` leaves
  them out. Time goes over the sum of the plans, by the month where their periods differ in length.
"""
