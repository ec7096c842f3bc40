"""What is wrong with YAML of others, in Dutch: the parser says it in English, where it goes wrong is what helps."""

import yaml


def wrong_in(text: str, error: yaml.YAMLError) -> tuple[int, str]:
    """The line (from 1; 0 when none is to blame) and the reason, without a full stop."""
    if isinstance(error, yaml.MarkedYAMLError):
        # Of a quote or a key that is never closed it is the beginning that helps, not the end of the file.
        begun = (error.context or "").startswith("while scanning")
        mark = (error.context_mark if begun else error.problem_mark) or error.context_mark
        line = mark.line + 1 if mark else 0
        return line, "geen geldige YAML; kijk naar de haakjes, de aanhalingstekens en het inspringen"
    if isinstance(error, yaml.reader.ReaderError):
        return text.count(
            "\n", 0, error.position
        ) + 1, "hier staat een teken dat niet in YAML kan, zoals een stuurteken"
    return 0, "geen geldige YAML"
