"""A certificate authority made for one test, and a server's certificate of it."""

import datetime
import ssl

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from scratch import scratch


def certificates(first_day=-1, last_day=30, hosts=("localhost",)):
    """Both are valid from and to these days, counted from today: the server's TLS context, the path of the CA."""
    now, directory = datetime.datetime.now(datetime.timezone.utc), scratch()
    first, last = (now + datetime.timedelta(days=days) for days in (first_day, last_day))
    issuer, subject = (
        x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)]) for name in ("Hostile CA", "server")
    )
    ca_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))

    def write(file, whose, public_key, extension, is_critical):
        certificate = (
            x509.CertificateBuilder(issuer, whose, public_key, x509.random_serial_number(), first, last)
            .add_extension(extension, is_critical)
            .sign(ca_key, hashes.SHA256())
        )
        with open(f"{directory}/{file}", "wb") as out:
            out.write(certificate.public_bytes(serialization.Encoding.PEM))

    write("ca.pem", issuer, ca_key.public_key(), x509.BasicConstraints(True, None), True)
    names = x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts])
    write("server.pem", subject, key.public_key(), names, False)
    with open(f"{directory}/server.key", "wb") as out:
        out.write(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{directory}/server.pem", f"{directory}/server.key")
    return context, f"{directory}/ca.pem"


def read_ca(path):
    with open(path) as file:
        return file.read()
