"""Accounts of channels: WeChat, Alipay, OpenID Connect; how they prove who comes, and to whom they belong."""
