import pytest

from tests.agreements import scene


@pytest.fixture
async def made() -> scene.Made:
    return await scene.agreement()
