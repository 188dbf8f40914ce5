# SPDX-License-Identifier: GPL-3.0-or-later
"""Good and bad server certificates, made when they are asked for. One row of CERTIFICATES each."""

import datetime
import ipaddress
import os
import threading
import warnings

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

# The SHA-1 certificate is meant to be bad.
warnings.filterwarnings("ignore", message="SHA1 signatures")
DAY = datetime.timedelta(days=1)
NOW = datetime.datetime.utcnow().replace(microsecond=0)


def name(common, organization="Fault server"):
    return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
                      x509.NameAttribute(NameOID.COMMON_NAME, common)])


def ec_key():
    return ec.generate_private_key(ec.SECP256R1())


def rsa_key(bits=2048):
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


class Issuer:
    """Somebody who signs: a certificate and its key."""

    def __init__(self, subject, issuer=None, key=None, authority=True, constraints=None, days=(-1, 30)):
        self.key = key or ec_key()
        builder = (x509.CertificateBuilder().subject_name(subject)
                   .issuer_name(issuer.certificate.subject if issuer else subject)
                   .public_key(self.key.public_key()).serial_number(x509.random_serial_number())
                   .not_valid_before(NOW + days[0] * DAY).not_valid_after(NOW + days[1] * DAY)
                   .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True))
        if constraints:
            builder = builder.add_extension(constraints, critical=True)
        self.certificate = builder.sign(issuer.key if issuer else self.key, hashes.SHA256())

    def pem(self):
        return self.certificate.public_bytes(serialization.Encoding.PEM)


class Authority:
    """One root that the client is told to trust, one that it is not, and what they sign."""

    def __init__(self, directory, hosts):
        self.directory, self.hosts = directory, hosts
        self.root = Issuer(name("Trusted root"))
        self.intermediate = Issuer(name("Intermediate"), self.root)
        self.stranger = Issuer(name("Unknown root"))
        self.ca_file = os.path.join(directory, "ca.pem")
        with open(self.ca_file, "wb") as out:
            out.write(self.root.pem())
        self._lock = threading.Lock()

    def make(self, kind):
        """File name of the PEM with key and chain."""
        file = kind + ".pem"
        path = os.path.join(self.directory, file)
        with self._lock:
            if not os.path.exists(path):
                with open(path, "wb") as out:
                    out.write(self._build(**CERTIFICATES[kind]))
        return file

    def _names(self, hosts):
        for host in hosts or self.hosts:
            try:
                yield x509.IPAddress(ipaddress.ip_address(host))
            except ValueError:
                yield x509.DNSName(host)

    def _build(self, issuer="root", key=ec_key, days=(-1, 29), hosts=None, common="mail.fjordpost.example",
               names=True, usage=ExtendedKeyUsageOID.SERVER_AUTH, hash_=hashes.SHA256, send_chain=True,
               must_staple=False):
        key = key()
        signer = {"root": self.root, "intermediate": self.intermediate, "stranger": self.stranger,
                  "self": None}.get(issuer) if isinstance(issuer, str) else issuer(self)
        subject = name(common)
        builder = (x509.CertificateBuilder().subject_name(subject)
                   .issuer_name(signer.certificate.subject if signer else subject)
                   .public_key(key.public_key()).serial_number(x509.random_serial_number())
                   .not_valid_before(NOW + days[0] * DAY).not_valid_after(NOW + days[1] * DAY)
                   .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
                   .add_extension(x509.ExtendedKeyUsage([usage]), critical=False))
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName(list(self._names(hosts))), critical=False)
        if must_staple:
            builder = builder.add_extension(x509.TLSFeature([x509.TLSFeatureType.status_request]), critical=False)
        signing = signer.key if signer else key
        leaf = builder.sign(signing, None if isinstance(signing, ed25519.Ed25519PrivateKey) else hash_())
        pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                serialization.NoEncryption())
        pem += leaf.public_bytes(serialization.Encoding.PEM)
        return pem + (signer.pem() if signer and signer is not self.root and send_chain else b"")


def constrained(authority):
    """An intermediate that may only sign for another domain."""
    permitted = x509.NameConstraints([x509.DNSName("other.example")], None)
    return Issuer(name("Constrained"), authority.root, constraints=permitted)


def expired_intermediate(authority):
    return Issuer(name("Expired intermediate"), authority.root, days=(-30, -10))


def no_authority(authority):
    return Issuer(name("No authority"), authority.root, authority=False)


CERTIFICATES = {
    "good": {},
    "intermediate": {"issuer": "intermediate"},
    "rsa": {"key": rsa_key},
    "ed25519": {"key": ed25519.Ed25519PrivateKey.generate},
    "expired": {"days": (-30, -10)},
    "not-yet": {"days": (10, 30)},
    "wrong-host": {"hosts": ("other.example",)},
    "mail-host": {"hosts": ("mail.other.example",)},
    "self-signed": {"issuer": "self"},
    "unknown-root": {"issuer": "stranger"},
    "chain-missing": {"issuer": "intermediate", "send_chain": False},
    "expired-intermediate": {"issuer": expired_intermediate},
    "issuer-no-authority": {"issuer": no_authority},
    "name-constraint": {"issuer": constrained, "hosts": ("mail.fjordpost.example", "localhost")},
    "sha1": {"hash_": hashes.SHA1},
    "rsa-1024": {"key": lambda: rsa_key(1024)},
    "common-name-only": {"names": False, "common": "localhost"},
    "client-usage": {"usage": ExtendedKeyUsageOID.CLIENT_AUTH},
    "must-staple": {"must_staple": True},
}  # yapf: disable
