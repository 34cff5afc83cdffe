"""What the columns of other people's tables are called, in English and Indonesian, by the field that they mean."""

from collections.abc import Mapping

Names = Mapping[str, tuple[str, ...]]

_TITLE = ("name", "title", "subject", "heading", "summary", "headline", "nama", "judul", "deskripsi singkat")
_ID = ("id", "ref", "reference", "no", "number", "nr", "key", "code", "kode", "nomor")
_OWNER = ("owner", "assigned to", "assignee", "responsible", "responsible person", "accountable", "pic", "lead",
          "pemilik", "penanggung jawab")  # fmt: skip
_NOTE = ("note", "notes", "comment", "comments", "remark", "remarks", "catatan", "keterangan", "komentar")
_RAISED = ("raised", "date raised", "raised on", "identified", "date identified", "created", "date created", "opened",
           "opened on", "logged", "date logged", "tanggal dibuat", "tanggal", "date")  # fmt: skip
_DUE = ("due", "due date", "deadline", "target date", "by when", "tenggat", "batas waktu", "jatuh tempo")
_CLOSED = ("closed", "date closed", "closed on", "tanggal ditutup")
_HOLDER = ("project", "project name", "project id", "project code", "proyek", "nama proyek", "kode proyek")
_COMMON: dict[str, tuple[str, ...]] = {
    "id": _ID,
    "title": _TITLE,
    "owner": _OWNER,
    "note": _NOTE,
    "tags": ("tags", "labels", "keywords", "label"),
    "confidentiality": ("confidentiality", "classification", "kerahasiaan"),
    "category": ("category", "kategori"),
    "vendor": ("vendor", "supplier", "contractor", "pemasok"),
    "phase": ("phase", "stage", "fase", "tahap"),
    "status": ("status", "state"),
    "project": _HOLDER,
}

_KINDS: dict[str, dict[str, tuple[str, ...]]] = {
    "projects": {
        "id": ("project id", "project code", "project number", "project ref", "kode proyek"),
        "title": ("project", "project name", "project title", "initiative", "proyek", "nama proyek"),
        "state": ("state", "status", "project status", "project state", "lifecycle", "keadaan", "status proyek"),
        "category": ("category", "investment type", "kategori"),
        "size": ("size", "ukuran"),
        "method": ("method", "methodology", "approach", "metode", "metodologi"),
        "programme": ("programme", "program", "portfolio group"),
        "sponsor": ("sponsor", "executive sponsor", "project sponsor", "sro", "senior responsible owner"),
        "manager": ("manager", "project manager", "pm", "project lead", "manajer", "manajer proyek"),
        "unit": ("unit", "department", "business unit", "division", "departemen", "unit kerja", "divisi"),
        "currency": ("currency", "mata uang"),
        "purpose": ("purpose", "description", "aims", "objective", "goal", "scope", "description aims", "tujuan",
                    "deskripsi"),
        "plan.start": ("start", "start date", "planned start", "baseline start", "mulai", "tanggal mulai"),
        "plan.finish": ("finish", "end", "end date", "finish date", "planned finish", "planned end", "baseline finish",
                        "completion date", "selesai", "tanggal selesai"),
        "budget.approved": ("budget", "approved budget", "total budget", "bac", "whole life cost", "total cost",
                            "anggaran", "anggaran disetujui"),
        "budget.original": ("original budget", "anggaran awal"),
        "budget.contingency": ("contingency", "cadangan"),
        "status.overall": ("rag", "health", "overall", "overall status", "overall health", "rag status", "status rag",
                           "delivery confidence", "kesehatan"),
        "status.headline": ("headline", "status summary", "progress summary", "ringkasan status"),
        "status.percent_complete": ("percent complete", "complete", "progress", "kemajuan", "persen selesai"),
        "status.health.schedule": ("schedule rag", "schedule health", "schedule status"),
        "status.health.cost": ("cost rag", "budget rag", "cost health", "budget status", "cost status"),
        "status.health.scope": ("scope rag", "scope health", "scope status"),
        "status.health.risk": ("risk rag", "risk health", "risk status"),
        "status.health.resources": ("resource rag", "resources rag", "resource health", "resource status"),
        "status.health.benefits": ("benefits rag", "benefits health", "benefits status"),
    },
    "people": {
        "id": ("person id", "employee id", "staff id", "employee number", "nip", "nik"),
        "name": ("name", "full name", "person", "employee", "employee name", "staff name", "nama", "nama lengkap"),
        "email": ("email", "e-mail", "mail", "email address", "surel"),
        "role": ("role", "job title", "position", "function", "peran", "jabatan", "posisi"),
        "unit": ("unit", "department", "team", "business unit", "departemen", "unit kerja", "bagian"),
        "capacity": ("capacity", "fte", "kapasitas"),
        "from": ("from", "start", "start date", "joined", "hire date", "mulai", "tanggal masuk"),
        "to": ("to", "end", "end date", "left", "leaving date", "sampai", "tanggal keluar"),
        "cost_rate": ("cost rate", "rate", "day rate", "daily rate", "tarif", "tarif harian"),
        "manager": ("manager", "line manager", "reports to", "supervisor", "atasan"),
    },
    "risks": {
        "id": ("risk id", "risk no", "risk number", "risk ref", "id risiko"),
        "title": ("risk", "risk title", "risk name", "risiko", "nama risiko", "description", "risk description",
                  "deskripsi risiko", "deskripsi"),
        "event": ("event", "risk event", "description", "risk description", "deskripsi", "deskripsi risiko"),
        "owner": ("risk owner", "pemilik risiko"),
        "cause": ("cause", "causes", "root cause", "source", "penyebab", "sebab"),
        "effect": ("effect", "consequence", "consequences", "impact description", "akibat", "dampak"),
        "type": ("type", "risk type", "threat or opportunity", "jenis"),
        "probability": ("probability", "likelihood", "chance", "kemungkinan", "probabilitas"),
        "impact": ("impact", "severity", "dampak"),
        "cost": ("cost", "cost impact", "expected cost", "financial impact", "biaya"),
        "days": ("days", "delay", "schedule impact", "hari"),
        "response.strategy": ("strategy", "response strategy", "response", "treatment", "strategi"),
        "response.plan": ("mitigation", "mitigation plan", "response plan", "action plan", "mitigations", "treatment plan",
                          "mitigasi", "rencana mitigasi", "penanganan"),
        "response.trigger": ("trigger", "triggers", "pemicu"),
        "response.contingency": ("contingency", "contingency plan", "fallback"),
        "residual.probability": ("residual probability", "residual likelihood"),
        "residual.impact": ("residual impact",),
        "proximity": ("proximity", "kedekatan"),
        "raised": _RAISED,
        "reviewed": ("reviewed", "last review", "last reviewed", "review date", "tanggal tinjauan", "ditinjau"),
        "closed": _CLOSED,
    },
    "issues": {
        "id": ("issue id", "issue no", "issue number", "id isu"),
        "title": ("issue", "issue title", "issue name", "description", "issue description", "isu", "masalah", "deskripsi"),
        "owner": ("issue owner",),
        "kind": ("kind", "type", "issue type", "jenis"),
        "severity": ("severity", "priority", "impact", "keparahan", "prioritas"),
        "raised": _RAISED,
        "due": _DUE,
        "resolution": ("resolution", "solution", "action taken", "penyelesaian", "solusi"),
        "resolved": ("resolved", "date resolved", "resolved on", "tanggal selesai"),
    },
    "milestones": {
        "id": ("milestone id",),
        "title": ("milestone", "milestone name", "task", "task name", "activity", "deliverable", "tonggak", "kegiatan"),
        "baseline": ("baseline", "baseline date", "planned", "planned date", "plan", "original date", "rencana",
                     "tanggal rencana"),
        "forecast": ("forecast", "forecast date", "expected", "expected date", "current date", "perkiraan", "prakiraan"),
        "actual": ("actual", "actual date", "completed", "done", "reached", "aktual", "realisasi"),
        "weight": ("weight", "bobot"),
        "critical": ("critical", "kritis"),
        "after": ("after", "predecessor", "predecessors", "depends on", "setelah"),
    },
    "allocations": {
        "id": ("allocation id",),
        "person": ("person", "name", "resource", "resource name", "employee", "who", "orang", "nama", "sumber daya"),
        "role": ("role", "skill", "peran"),
        "load": ("load", "fte", "allocation", "share", "effort", "beban", "alokasi"),
        "from": ("from", "start", "start date", "mulai", "dari", "tanggal mulai"),
        "to": ("to", "end", "end date", "finish", "until", "sampai", "tanggal selesai"),
        "task": ("task", "work", "activity", "assignment", "tugas", "pekerjaan"),
        "status": ("status", "booking", "confirmed"),
    },
    "actuals": {
        "period": ("period", "month", "posting date", "date", "booking date", "periode", "bulan", "tanggal"),
        "cost": ("cost", "actual", "actual cost", "amount", "actuals", "spend", "value", "biaya", "jumlah", "realisasi"),
        "line": ("line", "budget line", "cost line", "cost centre", "account", "pos", "mata anggaran"),
    },
    "changes": {
        "id": ("change id", "cr", "cr id", "cr number"),
        "title": ("change", "change title", "change request", "description", "perubahan"),
        "raised_by": ("raised by", "requested by", "requester", "owner", "diajukan oleh", "pemohon"),
        "raised": _RAISED,
        "reason": ("reason", "justification", "alasan"),
        "impact.cost": ("cost impact", "cost", "dampak biaya"),
        "impact.days": ("days", "schedule impact", "delay", "dampak jadwal"),
        "implemented": ("implemented", "implementation date"),
    },
    "actions": {
        "id": ("action id",),
        "text": ("action", "task", "text", "title", "description", "what", "to do", "tindakan", "tugas"),
        "due": _DUE,
        "raised": _RAISED,
        "done": ("done", "completed", "date completed", "closed", "date closed", "selesai", "tanggal selesai"),
        "source": ("source", "meeting", "sumber", "rapat"),
    },
    "decisions": {
        "id": ("decision id",),
        "title": ("decision title", "subject", "topic", "question", "decision required", "topik"),
        "decision": ("decision", "outcome", "keputusan"),
        "by": ("by", "decided by", "decision maker", "diputuskan oleh", "owner"),
        "date": ("date", "decided", "decision date", "date decided", "tanggal"),
        "needed_by": ("needed by", "due", "due date", "tenggat"),
        "rationale": ("rationale", "reason", "alasan"),
        "context": ("context", "background", "description", "konteks", "latar belakang"),
    },
    "benefits": {
        "id": ("benefit id",),
        "title": ("benefit", "benefit name", "description", "manfaat"),
        "target": ("target", "planned", "planned value", "value", "amount", "sasaran"),
        "unit": ("unit", "measure", "satuan"),
        "due": _DUE,
    },
    "lessons": {
        "id": ("lesson id",),
        "title": ("lesson", "lesson learned", "pelajaran"),
        "situation": ("situation", "what happened", "description", "situasi"),
        "root_cause": ("root cause", "cause", "akar masalah"),
        "recommendation": ("recommendation", "recommendations", "action", "rekomendasi"),
    },
    "assumptions": {
        "id": ("assumption id",),
        "text": ("assumption", "text", "description", "title", "asumsi"),
        "validate_by": ("validate by", "due", "due date", "validation date"),
    },
    "vendors": {
        "id": ("vendor id", "supplier id", "vendor code"),
        "name": ("name", "vendor", "supplier", "vendor name", "supplier name", "company", "nama", "pemasok"),
        "contact": ("contact", "contact person", "email", "kontak"),
    },
    "contracts": {
        "id": ("contract id", "contract no", "contract number", "po", "po number", "nomor kontrak"),
        "title": ("contract", "contract name", "contract title", "description", "kontrak"),
        "value": ("value", "contract value", "amount", "total", "nilai", "nilai kontrak"),
        "start": ("start", "start date", "mulai"),
        "end": ("end", "end date", "expiry", "expires", "selesai", "berakhir"),
        "notice_days": ("notice", "notice days", "notice period"),
        "invoiced": ("invoiced", "billed"),
        "paid": ("paid", "payments"),
    },
    "budget-lines": {
        "id": ("line", "line id", "account", "kode"),
        "title": ("title", "line", "budget line", "item", "description", "uraian"),
        "amount": ("amount", "budget", "value", "cost", "jumlah", "anggaran"),
    },
}  # fmt: skip
_KINDS |= {
    kind: {"title": (singular, f"{singular} name", *others)}
    for kind, singular, others in (
        ("roles", "role", ("job title", "peran", "jabatan")),
        ("teams", "team", ("tim",)),
        ("objectives", "objective", ("goal", "strategic objective", "tujuan", "sasaran")),
        ("programmes", "programme", ("program",)),
        ("equipment", "equipment", ("asset", "resource", "peralatan")),
        ("courses", "course", ("training", "pelatihan")),
        ("deliverables", "deliverable", ("product", "output", "hasil")),
    )
}
_KINDS["budget-plan"] = {
    "period": _KINDS["actuals"]["period"],
    "planned": (
        "planned",
        "plan",
        "planned cost",
        "planned value",
        "budget",
        "amount",
        "pv",
        "rencana",
        "anggaran",
    ),
    "line": _KINDS["actuals"]["line"],
}
_KINDS["budget-forecast"] = {
    "period": _KINDS["actuals"]["period"],
    "cost": ("forecast", "forecast cost", "expected cost", "cost", "amount", "etc", "prakiraan", "perkiraan"),
    "line": _KINDS["actuals"]["line"],
}


def names_for(kind: str) -> Names:
    """By field: what its column may be called; names that only this kind has come first."""
    own = _KINDS.get(kind, {})
    fields = [*own, *(name for name in _COMMON if name not in own)]
    return {name: (*own.get(name, ()), *_COMMON.get(name, ())) for name in fields}
