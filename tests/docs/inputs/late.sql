SELECT project, title, forecast FROM milestones WHERE slip_days > 20
