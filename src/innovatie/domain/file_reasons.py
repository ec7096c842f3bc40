"""Why a file or a folder could not be read or written, in Dutch: the operating system says it in its own language."""

import errno

_REASONS = {
    errno.ENOENT: "bestaat niet",
    errno.EACCES: "geen recht daarop",
    errno.EPERM: "geen recht daarop",
    errno.EISDIR: "is een map",
    errno.ENOTDIR: "een deel van het pad is geen map",
    errno.EEXIST: "bestaat al",
    errno.ENOTEMPTY: "de map is niet leeg",
    errno.ENOSPC: "de schijf is vol",
    errno.EDQUOT: "de schijfruimte van deze gebruiker is op",
    errno.EROFS: "daar kan alleen gelezen worden",
    errno.ENAMETOOLONG: "de naam is te lang",
    errno.ELOOP: "de koppelingen wijzen in een kring",
    errno.EMFILE: "er staan te veel bestanden open",
    errno.ENFILE: "er staan te veel bestanden open",
    errno.EBUSY: "in gebruik",
    errno.ETXTBSY: "in gebruik",
    errno.EIO: "de schijf geeft een fout",
    errno.EFBIG: "het bestand is te groot",
}


def why_not(error: OSError | UnicodeDecodeError) -> str:
    """The reason without a full stop, such as "bestaat niet"; the system's own words where we have none."""
    if isinstance(error, UnicodeDecodeError):
        return "is geen tekst in UTF-8"
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)
