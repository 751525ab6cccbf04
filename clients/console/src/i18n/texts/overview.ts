export const overview = {
  hello: ['{name}，您好', 'Hello, {name}'],
  pending: ['待审核申请', 'Applications waiting'],
  openAlerts: ['待接收预警', 'Alerts waiting'],
  aboutCases: ['立案后查询密接者、轨迹与传播关系', 'Contacts, trajectories and chains of infection, under a case'],
  aboutFollowUps: ['联系、隔离、检测接触者，批量提出管控措施', 'Reach, isolate and test contacts; propose orders for many'],
  aboutProposals: ['审批他人提出的管控措施', 'Approve or refuse what others propose'],
  aboutAppeals: ['办理本人对码色提出的申诉', 'Answer what people say against their colour'],
  aboutPolicies: ['每种原因的码色和期限，先试算后启用', 'Colour and term of each reason; dry run first'],
  aboutSystems: ['登记推送或查询信息的外部系统', 'Systems of other bodies that push or ask'],
  aboutDuty: ['预警发生时通知的电话和系统', 'Phones and receivers told of alerts'],
  shortcuts: ['您的工作', 'Your work'],
  aboutImport: ['用表格一次录入许多场所', 'Enter many venues from a sheet'],
} as const
