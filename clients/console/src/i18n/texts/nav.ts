export const nav = {
  overview: ['首页', 'Overview'],
  review: ['场所码申请', 'Applications'],
  venues: ['场所管理', 'Venues'],
  imports: ['批量导入', 'Bulk import'],
  posters: ['海报制作', 'Posters'],
  alerts: ['预警', 'Alerts'],
  health: ['健康信息', 'Health'],
  officers: ['人员账号', 'Officers'],
  audit: ['审计记录', 'Audit record'],
  account: ['我的账号', 'My account'],
  signOut: ['退出登录', 'Sign out'],
  main: ['主导航', 'Main navigation'],
} as const
