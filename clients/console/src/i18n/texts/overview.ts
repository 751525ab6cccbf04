export const overview = {
  hello: ['{name}，您好', 'Hello, {name}'],
  pending: ['待审核申请', 'Applications waiting'],
  openAlerts: ['待接收预警', 'Alerts waiting'],
  shortcuts: ['您的工作', 'Your work'],
  aboutImport: ['用表格一次录入许多场所', 'Enter many venues from a sheet'],
} as const
