"""RSA keys for the stand-ins, in the form that Alipay's key tool writes: base64 without PEM lines."""

import base64

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat


def new_key() -> RSAPrivateKey:
    """Return a fresh key of 2048 bits."""
    return generate_private_key(public_exponent=65537, key_size=2048)


def public_text(key: RSAPrivateKey) -> str:
    """Return the public half."""
    return base64.b64encode(key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


def private_text(key: RSAPrivateKey) -> str:
    """Return the private half."""
    return base64.b64encode(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())).decode()
