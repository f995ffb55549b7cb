"""The network's shapes, and one step of learning; needs the training extra."""

import pytest

pytestmark = pytest.mark.training


def test_two_time_steps_for_four_columns() -> None:
    import torch

    from training.network import CLASSES, NumericNetwork

    with torch.no_grad():
        answer = NumericNetwork().eval()(torch.zeros(3, 2, 32, 48))
    assert tuple(answer.shape) == (3, 24, CLASSES)


def test_a_step_down_the_gradient_lowers_the_loss() -> None:
    import torch

    from training.network import NumericNetwork
    from training.train import loss_of

    torch.manual_seed(0)
    network, planes, labels = NumericNetwork(), torch.rand(8, 2, 32, 32), ["0", "12", "", "7", "增4", "-", "3", "99"]
    optimiser = torch.optim.SGD(network.parameters(), lr=0.01)
    before = loss_of(network(planes), labels)
    before.backward()
    optimiser.step()
    assert loss_of(network(planes), labels) < before
