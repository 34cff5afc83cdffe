"""Rules about business cases, currencies and the money of contracts."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence

from pmo.analysis.periods import spans
from pmo.findings import message
from pmo.model.charter import CashFlow, Charter
from pmo.model.portfolio import Document, Keys, Portfolio
from pmo.model.vendors import Contract, Vendor
from pmo.rules.budgets import budgets
from pmo.rules.rule import Problem, problem
from pmo.rules.walks import Lookup, Spot, together


def contracts(portfolio: Portfolio) -> Iterator[tuple[Document, Keys, Vendor, Contract]]:
    """Every contract, with its place and vendor."""
    for entry in portfolio.entries("vendor"):
        for index, contract in enumerate(entry.record.contracts):
            yield entry.document, (*entry.keys, "contracts", index), entry.record, contract


def unknown_exchange_rate(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A currency is used for which the office has no exchange rate.

    **Why it matters.** Its amounts cannot be compared with others or added to them; the portfolio's totals would leave
    them out.

    **Example.** In `pmo.yaml`, with a budget in USD:

        currency: EUR
        fx: {}

    **Fix.** Add the rate to `fx` in `pmo.yaml`: the office's currency for one unit of the other. A rate of 0 is none.
    """
    office = portfolio.office
    if office is None:
        return
    known = {office.currency, *(currency for currency, rate in office.fx.items() if rate)}
    places: dict[str, list[Spot]] = defaultdict(list)
    for document, keys, currency in _currencies(portfolio):
        if currency is not None and currency not in known:
            places[currency].append((document, keys))
    for currency, spots in places.items():
        yield together(
            spots,
            message("the office has no exchange rate for {currency}", currency=currency),
            message("correct the currency, or add its rate to fx in pmo.yaml"),
            message("also in {currency}", currency=currency),
        )


def _currencies(portfolio: Portfolio) -> Iterator[tuple[Document, Keys, str | None]]:
    for project in portfolio.projects.values():
        if project.charter is not None:
            yield project.documents["charter"], ("currency",), project.charter.currency
        if project.budget is not None:
            yield project.documents["budget"], ("currency",), project.budget.currency
    for document, keys, _, contract in contracts(portfolio):
        yield document, (*keys, "currency"), contract.currency


def _business_cases(
    portfolio: Portfolio,
) -> Iterator[tuple[Document, Charter, list[tuple[Keys, Sequence[CashFlow]]]]]:
    """Charters with a business case, and its lists of cash flows: the recommended way's and the options'."""
    for project in portfolio.projects.values():
        charter = project.charter
        if charter is None or charter.business_case is None:
            continue
        case = charter.business_case
        flows: list[tuple[Keys, Sequence[CashFlow]]] = [(("business_case", "cash_flows"), case.cash_flows)]
        for index, option in enumerate(case.options):
            flows.append((("business_case", "options", index, "cash_flows"), option.cash_flows))
        yield project.documents["charter"], charter, [(keys, some) for keys, some in flows if some]


def cash_flows_out_of_order(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """The cash flows of a business case are not in order of time.

    **Why it matters.** The first flow counts undiscounted, each later one less. Out of order, twice or overlapping, the
    net present value is that of another project.

    **Example.**

        business_case:
          cash_flows:
            - {period: 2028, benefit: 90000}
            - {period: 2027, cost: 60000}

    **Fix.** Put the periods in order, each once.
    """
    for document, _, lists in _business_cases(portfolio):
        for keys, flows in lists:
            days = [spans(portfolio)[flow.period.text] for flow in flows]
            for index in range(1, len(flows)):
                if days[index][0] > days[index - 1][1]:
                    continue
                yield problem(
                    document,
                    (*keys, index, "period"),
                    message(
                        "{period} does not come after {previous}",
                        period=flows[index].period,
                        previous=flows[index - 1].period,
                    ),
                    message("put the periods in order, each once"),
                    related=[(document, (*keys, index - 1, "period"), message("the period before"))],
                )
                break


def cash_flows_without_discount_rate(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """There are cash flows and no rate to discount them.

    **Why it matters.** Without a rate there is no net present value, and money in five years looks as good as money
    today.

    **Example.**

        business_case:
          cash_flows:
            - {period: 2027, cost: 60000}
            - {period: 2028, benefit: 90000}

    **Fix.** Set `prioritisation.discount_rate` in `pmo.yaml` for all projects, or `discount_rate` in the business case.
    """
    office = portfolio.office
    if office is None or office.prioritisation.discount_rate is not None:
        return
    places: list[Spot] = [
        (document, lists[0][0])
        for document, charter, lists in _business_cases(portfolio)
        if lists and charter.business_case is not None and charter.business_case.discount_rate is None
    ]
    if places:
        yield together(
            places,
            message("there are cash flows and no discount rate"),
            message("set prioritisation.discount_rate in pmo.yaml, or discount_rate in the business case"),
            message("also without a discount rate"),
        )


def some_candidates_without_value(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """Some proposed or approved projects have a `selection.value`, and others have none.

    **Why it matters.** `pmo select` compares the values of all candidates. While some have none it falls back to the
    ranking's score for all of them, and the values that were given count for nothing.

    **Example.** In one charter, while the other proposals have no value:

        selection:
          value: 70
          cost:
            - {period: 2027, amount: 120000}

    **Fix.** Give every proposed and approved project a value, or none of them.
    """
    lacking: list[Spot] = []
    given = None
    for project in portfolio.projects.values():
        charter = project.charter
        if charter is None or charter.state not in ("proposed", "approved"):
            continue
        selection, document = charter.selection, project.documents["charter"]
        if selection is not None and selection.value is not None:
            given = given or (document, ("selection", "value"))
        else:
            lacking.append((document, ("selection",) if selection is not None else ()))
    if given is not None and lacking:
        document, keys = lacking[0]
        yield problem(
            document,
            keys,
            message("this candidate has no `selection.value`, while others have one"),
            message("give every proposed and approved project a value, or none of them"),
            related=[
                (*given, message("one with a value")),
                *((*one, message("also without a value")) for one in lacking[1:]),
            ],
        )


def invoiced_more_than_contract(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A vendor invoiced more than the contract is worth.

    **Why it matters.** The rest of the work has no money under this contract, or invoices were accepted that nobody
    ordered.

    **Example.**

        contracts:
          - {id: acme-crm, title: CRM implementation, value: 100000, invoiced: 112000}

    **Fix.** Check the invoices. If the contract was extended, record its new value.
    """
    for document, keys, vendor, contract in contracts(portfolio):
        if (
            contract.value is not None
            and contract.invoiced is not None
            and contract.invoiced > contract.value
        ):
            yield problem(
                document,
                (*keys, "invoiced"),
                message(
                    "{vendor} invoiced {invoiced} on a contract worth {value}",
                    vendor=vendor.name,
                    invoiced=contract.invoiced,
                    value=contract.value,
                ),
                message("check the invoices; if the contract was extended, record its new value"),
                related=[(document, (*keys, "value"), message("the value of the contract"))],
            )


def paid_more_than_invoiced(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """More was paid under a contract than was invoiced.

    **Why it matters.** Money left without an invoice, or one of the two figures is wrong.

    **Example.**

        contracts:
          - {id: acme-crm, title: CRM implementation, invoiced: 50000, paid: 60000}

    **Fix.** Correct the amounts; a payment in advance has an invoice too.
    """
    for document, keys, vendor, contract in contracts(portfolio):
        if contract.paid is not None and contract.invoiced is not None and contract.paid > contract.invoiced:
            yield problem(
                document,
                (*keys, "paid"),
                message(
                    "{vendor} was paid {paid}, but invoiced {invoiced}",
                    vendor=vendor.name,
                    paid=contract.paid,
                    invoiced=contract.invoiced,
                ),
                message("correct the amounts; a payment in advance has an invoice too"),
                related=[(document, (*keys, "invoiced"), message("what was invoiced"))],
            )


def vendor_without_contract(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A budget line names a vendor without a contract for the project.

    **Why it matters.** Money is meant for a vendor, and the terms of it are nowhere recorded.

    **Example.**

        lines:
          - {id: interface, title: Interface, amount: 80000, vendor: acme}

    **Fix.** Record the contract in `vendors.yaml`, with this project or with none for a contract that serves several.
    """
    vendors = Lookup(portfolio, "vendor")
    for project, document, budget in budgets(portfolio):
        told: set[str] = set()
        for index, line in enumerate(budget.lines):
            vendor = portfolio.vendors.get(line.vendor.lower()) if line.vendor else None
            if vendor is None or vendor.id in told:
                continue
            if any(
                contract.project is None or contract.project.lower() == project.id
                for contract in vendor.contracts
            ):
                continue
            told.add(vendor.id)
            yield problem(
                document,
                ("lines", index, "vendor"),
                message("{vendor} has no contract for this project", vendor=vendor.name),
                message("record the contract in vendors.yaml"),
                related=vendors.related(vendor.id, (), message("the vendor")),
            )
