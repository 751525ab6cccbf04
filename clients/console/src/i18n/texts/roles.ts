export const roles = {
  reviewer: ['审核员', 'Reviewer'],
  health_officer: ['卫健人员', 'Health officer'],
  approver: ['核准人', 'Approver'],
  regulator: ['行业监管', 'Regulator'],
  auditor: ['审计员', 'Auditor'],
  administrator: ['管理员', 'Administrator'],
} as const
