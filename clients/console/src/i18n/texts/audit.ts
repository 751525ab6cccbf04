export const audit = {
  lead: ['谁在何时做了什么、查看了谁，防篡改留存', 'Who did what and who looked at whom, kept so that changes show'],
  actor: ['操作人', 'Who'],
  action: ['动作', 'What'],
  subject: ['对象', 'On'],
  reason: ['理由', 'Reason'],
  hash: ['校验值', 'Hash'],
  from: ['开始日期', 'From'],
  to: ['结束日期', 'To'],
} as const
