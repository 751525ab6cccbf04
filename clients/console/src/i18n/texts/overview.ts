export const overview = {
  title: ['今日概况', 'Today'],
  hello: ['{name}，您好', 'Hello, {name}'],
  scans: ['今日扫码', 'Scans today'],
  stops: ['今日拦截', 'Stopped today'],
  venues: ['场所总数', 'Venues'],
  pending: ['待审核申请', 'Applications waiting'],
  openAlerts: ['待接收预警', 'Alerts waiting'],
  neverScanned: ['从未扫码的场所', 'Venues never scanned'],
  todo: ['待办', 'To do'],
  nothing: ['目前没有待办事项', 'Nothing is waiting'],
  shortcuts: ['常用', 'Shortcuts'],
  updated: ['{time} 更新', 'As of {time}'],
} as const
