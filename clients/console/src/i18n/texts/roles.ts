export const roles = {
  reviewer: ['场所审核员', 'Reviewer'],
  health_officer: ['疫情防控人员', 'Health officer'],
  approver: ['审批人', 'Approver'],
  regulator: ['行业监管人员', 'Regulator'],
  auditor: ['审计员', 'Auditor'],
  administrator: ['管理员', 'Administrator'],
} as const
