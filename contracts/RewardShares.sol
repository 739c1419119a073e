// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {IToken} from "./interfaces.sol";

/// @title Shares that earn a reward token
/// @notice Non-transferable shares; whatever amount of the reward token reaches the contract is split among them by an
/// accumulator ("crop join"), and each account is paid whenever its shares change.
/// @dev Amounts of shares and reward have 18 decimals.
abstract contract RewardShares {
    /// @notice Name and symbol of the share, which is not transferable.
    string public constant name = "B.AMM LUSD-ETH";
    string public constant symbol = "LUSDETH";
    /// @notice Decimals of a share.
    uint256 public constant decimals = 18;

    /// @dev One, in the 27-decimal fixed point of the reward accumulator.
    uint256 private constant RAY = 1e27;

    /// @notice The reward token that the Stability Pool pays.
    address public immutable bonus;

    /// @notice Sum of all shares.
    uint256 public total;
    /// @notice Reward earned by one whole share since deployment, 27 decimals.
    uint256 public share;
    /// @notice Reward balance already shared out.
    uint256 public stock;
    /// @notice Shares of an account.
    mapping(address => uint256) public stake;
    /// @notice Reward that an account's shares had earned when it was last paid: what lies above is still owed to it.
    mapping(address => uint256) public crops;

    /// @notice Shares minted (`from` is zero) or burnt (`to` is zero).
    event Transfer(address indexed from, address indexed to, uint256 value);

    /// @param bonus_ reward token
    constructor(address bonus_) {
        bonus = bonus_;
    }

    /// @notice Sum of all shares.
    function totalSupply() external view returns (uint256) {
        return total;
    }

    /// @notice Shares of an account.
    function balanceOf(address account) external view returns (uint256) {
        return stake[account];
    }

    function mint(address account, uint256 shares) internal {
        harvest(account);
        total += shares;
        stake[account] += shares;
        markPaid(account);
        emit Transfer(address(0), account, shares);
    }

    function burn(address account, uint256 shares) internal {
        harvest(account);
        total -= shares;
        stake[account] -= shares;
        markPaid(account);
        emit Transfer(account, address(0), shares);
    }

    /// @dev Shares out the reward that came in since last time, then pays `account` what is owed to it. Reward that
    /// comes in while nobody holds a share is never shared out.
    function harvest(address account) private {
        if (total > 0) share += (IToken(bonus).balanceOf(address(this)) - stock) * RAY / total;
        uint256 earned = stake[account] * share / RAY;
        uint256 paid = crops[account];
        if (earned > paid) require(IToken(bonus).transfer(account, earned - paid), "harvest: transfer failed");
        stock = IToken(bonus).balanceOf(address(this));
    }

    /// @dev Rounds up, so that the sum of what is owed never exceeds the reward held.
    function markPaid(address account) private {
        crops[account] = (stake[account] * share + RAY - 1) / RAY;
    }
}
