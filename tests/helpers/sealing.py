"""Files with a checksum behind their content, changed as somebody would who knows of it."""

from latent.tools.checksum import seal, sealed_size


def unseal(path):
    """Cut the checksum off a file, as files of earlier versions are; returns the content."""
    content = path.read_bytes()[: sealed_size(path)]
    path.write_bytes(content)
    return content


def write_sealed(path, content):
    """Write content with the checksum that belongs to it."""
    path.write_bytes(content)
    seal(path)
